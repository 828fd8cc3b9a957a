from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from coworking import acts, icons, queues, roles


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("What people say")

    def ready(self) -> None:
        from reviews import demo, parts
        from reviews.log import all_acts
        from reviews.models import Recommendation
        from reviews.queues import for_dashboard
        from reviews.recommending import keep_figures
        from reviews.roles import TABLE
        from spaces.demo import signals
        from spaces.parts import register

        icons.register("thumbs-up", "thumbs-down", "flag", "reply", "pencil", "trash-2", "star", "heart")
        for queue in for_dashboard():
            queues.register(queue)
        acts.register(all_acts())
        roles.register("reviews", TABLE)
        register("space_head", parts.recommendation_bar)
        register("space", parts.word)
        register("city", parts.word)
        post_save.connect(keep_figures, sender=Recommendation)
        post_delete.connect(keep_figures, sender=Recommendation)
        signals.samples_loaded.connect(demo.talk_about_samples)
        signals.samples_removed.connect(demo.forget_members)
