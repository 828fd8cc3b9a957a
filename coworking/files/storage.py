"""Where photos are kept: in a folder, or in a bucket that speaks S3 (django-storages), told by settings."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

FOLDER = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
YEAR_SECONDS = 31_536_000  # a photo's name is random and never used again


@dataclass(frozen=True)
class Bucket:
    """A bucket. `endpoint` is empty for Amazon's own; `domain` is where readers fetch photos, if elsewhere.

    Keys are not kept here: boto3 finds them where it always does (environment, file, the machine's role).
    """

    name: str
    endpoint: str = ""
    region: str = ""
    domain: str = ""

    @property
    def address(self) -> str:
        """Under which readers find the photos, without a slash at the end."""
        if self.domain:
            return f"https://{self.domain}"
        if self.endpoint:
            return f"{self.endpoint.rstrip('/')}/{self.name}"
        region = f".{self.region}" if self.region else ""
        return f"https://{self.name}.s3{region}.amazonaws.com"

    @property
    def origin(self) -> str:
        """Scheme and host of that address, for the content security policy."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def storage(self) -> dict[str, Any]:
        """The entry of STORAGES: addresses that anybody may read and caches may keep, never signed ones."""
        scheme, _colon, place = self.address.partition("//")
        options = {
            "bucket_name": self.name,
            "endpoint_url": self.endpoint or None,
            "region_name": self.region or None,
            "custom_domain": place,
            "url_protocol": scheme,
            "querystring_auth": False,
            "file_overwrite": False,
            "default_acl": None,
            "object_parameters": {"CacheControl": f"public, max-age={YEAR_SECONDS}, immutable"},
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
