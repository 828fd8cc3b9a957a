from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from coworking import icons


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("What people say")

    def ready(self) -> None:
        from reviews import demo, parts
        from spaces.demo import signals
        from spaces.parts import register

        icons.register("thumbs-up", "thumbs-down", "flag", "reply", "pencil", "trash-2", "star", "heart")
        register("space_head", parts.recommendation_bar)
        register("space", parts.word)
        register("city", parts.word)
        signals.samples_loaded.connect(demo.talk_about_samples)
        signals.samples_removed.connect(demo.forget_members)
