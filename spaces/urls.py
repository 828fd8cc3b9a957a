"""URLs of the directory, below the language: each feature has its own `urls.py`.

No two patterns match the same path, so their order changes nothing but the time of a request. The features
that are requested most come first, because Django tries one pattern after another. Compared with one flat
list, an `include()` for each feature costs 10 (suggestions) to 25 Python calls (the page of a space).
"""

from django.urls import include, path

FEATURES = (
    "search", "maps", "pages", "contributions", "answers", "managers", "photos", "analytics", "comparison",
    "programmes", "events", "social_images",
)  # fmt: skip

urlpatterns = [path("", include(f"spaces.{feature}.urls")) for feature in FEATURES]
