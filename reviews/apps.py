from django.apps import AppConfig
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

# Models whose rows show on pages only by columns of comments: cached pages stay when their rows change.
NOT_ON_PAGES = (
    "DuplicateComment",
    "Favourite",
    "Flag",
    "Helpful",
    "ImportedComment",
    "JudgedGroup",
    "ModerationLogEntry",
    "NearMatch",
    "Shingle",
)
# A comment is counted for the space or the city that its thread is about: other pages do not show it.
SUBJECT = "COALESCE(changed.space_id, changed.city_id, 0)"
SUBJECT_OF_COMMENT = """COALESCE(
    (SELECT COALESCE(space_id, city_id) FROM reviews_thread WHERE id = changed.thread_id), 0)"""


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("What people say")

    def ready(self) -> None:
        self._register()
        self._connect()

    def _register(self) -> None:
        """Add what this app contributes to the registries of the project, and to pages of spaces."""
        from coworking.audit import registry
        from coworking.caching import data_version
        from coworking.caching.data_version import Counted
        from coworking.staff import queues, roles
        from coworking.templating import icons
        from reviews.demo import traces
        from reviews.favourites.panels import favourite_button
        from reviews.moderation.log import moderation_log
        from reviews.moderation.permissions import TABLE
        from reviews.moderation.queues import dashboard_queues
        from reviews.posting.panels import comments_panel, latest_comments_panel, recent_comments_panel
        from reviews.recommendations.panels import recommendation_summary
        from spaces.directory import panels

        traces.register()
        icons.register("thumbs-up", "thumbs-down", "flag", "reply", "pencil", "trash-2", "star", "heart")
        for queue in dashboard_queues():
            queues.register(queue)
        registry.register(moderation_log)
        roles.register("reviews", TABLE)
        panels.register("space_head", recommendation_summary)
        panels.register("card", favourite_button)
        panels.register("space", comments_panel)
        panels.register("manager_dashboard", latest_comments_panel)
        panels.register("city", comments_panel)
        panels.register("home", recent_comments_panel)
        data_version.watch(
            self,
            exclude=NOT_ON_PAGES,
            Author=Counted(columns=("name", "user_id"), inserts=False),  # shown with their comments only
            Comment=Counted(part=SUBJECT_OF_COMMENT),
            Thread=Counted(part=SUBJECT),
        )

    def _connect(self) -> None:
        """Connect receivers to signals."""
        from reviews.benchmark_data import comments as benchmark_comments
        from reviews.demo import comments as sample_comments
        from reviews.merging import spaces as merging
        from reviews.recommendations.models import Recommendation
        from reviews.recommendations.queries import update_counts_on_change
        from spaces.benchmark_data.signals import spaces_generated, spaces_written
        from spaces.demo import accounts
        from spaces.demo.signals import (
            demo_accounts_removing,
            samples_loaded,
            samples_removed,
            samples_removing,
        )
        from spaces.duplicates.signals import merge_undone, spaces_merged

        post_save.connect(update_counts_on_change, sender=Recommendation)
        post_delete.connect(update_counts_on_change, sender=Recommendation)
        spaces_merged.connect(merging.merge_reviews)
        merge_undone.connect(merging.undo_merge_reviews)
        samples_loaded.connect(sample_comments.comment_on_samples)
        samples_removing.connect(sample_comments.remove_reviews)
        demo_accounts_removing.connect(sample_comments.remove_comments_of_accounts)
        samples_removed.connect(sample_comments.remove_members)
        spaces_generated.connect(benchmark_comments.set_recommendation_counts)
        spaces_written.connect(benchmark_comments.write_reviews)
        samples_removed.connect(benchmark_comments.remove_members)
        accounts.register(Q(email__endswith=benchmark_comments.DOMAIN))
