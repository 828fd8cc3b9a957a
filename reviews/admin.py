"""The staff's admin: each feature registers its own models."""

from reviews.comments import admin as comments
from reviews.importers import admin as importers
from reviews.moderation import admin as moderation
from reviews.recommendations import admin as recommendations

__all__ = ["comments", "importers", "moderation", "recommendations"]
