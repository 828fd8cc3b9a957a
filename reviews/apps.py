from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from coworking.caching import data_version
from coworking.staff import queues, roles
from coworking.templating import icons

UNSEEN = (
    "ModerationLogEntry",
    "DuplicateComment",
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
        from coworking.audit import registry
        from reviews.benchmark_data import comments as synthetic
        from reviews.demo import comments
        from reviews.favourites import panels as favourites_panels
        from reviews.merging import spaces
        from reviews.moderation.log import moderation_log
        from reviews.moderation.permissions import TABLE
        from reviews.moderation.queues import for_dashboard
        from reviews.posting import panels as posting_panels
        from reviews.recommendations import panels as recommendations_panels
        from reviews.recommendations.models import Recommendation
        from reviews.recommendations.queries import keep_figures
        from spaces.benchmark_data.signals import spaces_generated, spaces_written
        from spaces.demo import signals
        from spaces.directory.panels import register
        from spaces.duplicates.signals import merge_undone, spaces_merged

        icons.register("thumbs-up", "thumbs-down", "flag", "reply", "pencil", "trash-2", "star", "heart")
        for queue in for_dashboard():
            queues.register(queue)
        registry.register(moderation_log)
        roles.register("reviews", TABLE)
        register("space_head", recommendations_panels.recommendation_summary)
        register("card", favourites_panels.favourite_button)
        register("space", posting_panels.comments_panel)
        register("keep", posting_panels.latest_comments_panel)
        register("city", posting_panels.comments_panel)
        data_version.watch(self, exclude=UNSEEN)
        post_save.connect(keep_figures, sender=Recommendation)
        post_delete.connect(keep_figures, sender=Recommendation)
        spaces_merged.connect(spaces.merge)
        merge_undone.connect(spaces.undo)
        signals.samples_loaded.connect(comments.comment_on_samples)
        signals.samples_removing.connect(comments.remove_recommendations)
        signals.samples_removed.connect(comments.remove_members)
        spaces_generated.connect(synthetic.set_recommendation_counts)
        spaces_written.connect(synthetic.write_reviews)
        signals.samples_removed.connect(synthetic.remove_members)
