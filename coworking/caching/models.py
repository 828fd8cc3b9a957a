from django.db import models


class RateLimitCount(models.Model):  # noqa: DJ008  (nobody looks at a row)
    """A row of the table in which `coworking.caching.limits` counts; only the cache reads and writes it.

    Django's command `createcachetable` would make the same table; as a model it comes with `migrate`.
    """

    cache_key = models.CharField(max_length=64, primary_key=True)  # a hash, from which no address can be read
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
