from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from coworking import acts, data_version, icons, queues, roles

UNSEEN = (
    "Act",
    "Copy",
    "Favourite",
    "Flag",
    "Helpful",
    "ImportedComment",
    "JudgedGroup",
    "NearMatch",
    "Piece",
)  # what readers see of these stands in columns of comments


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("What people say")

    def ready(self) -> None:
        from reviews import demo, merging, parts, synthetic
        from reviews.log import all_acts
        from reviews.models import Recommendation
        from reviews.queues import for_dashboard
        from reviews.recommending import keep_figures
        from reviews.roles import TABLE
        from spaces.demo import signals
        from spaces.parts import register
        from spaces.signals import merge_undone, spaces_merged
        from spaces.synthetic.signals import spaces_drawn, spaces_made

        icons.register("thumbs-up", "thumbs-down", "flag", "reply", "pencil", "trash-2", "star", "heart")
        for queue in for_dashboard():
            queues.register(queue)
        acts.register(all_acts())
        roles.register("reviews", TABLE)
        register("space_head", parts.recommendation_bar)
        register("card", parts.heart)
        register("space", parts.word)
        register("keep", parts.said_lately)
        register("city", parts.word)
        data_version.watch(self, unseen=UNSEEN)
        post_save.connect(keep_figures, sender=Recommendation)
        post_delete.connect(keep_figures, sender=Recommendation)
        spaces_merged.connect(merging.merge)
        merge_undone.connect(merging.undo)
        signals.samples_loaded.connect(demo.talk_about_samples)
        signals.samples_going.connect(demo.forget_words)
        signals.samples_removed.connect(demo.forget_members)
        spaces_drawn.connect(synthetic.draw_figures)
        spaces_made.connect(synthetic.talk)
        signals.samples_removed.connect(synthetic.forget)
