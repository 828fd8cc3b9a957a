"""Storage of photos: in a folder, or in an S3 bucket (django-storages), as the settings say."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

FOLDER = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
YEAR_SECONDS = 31_536_000  # a photo's name is random and never used again


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket. `endpoint` is empty for Amazon's; `domain` is the host that readers use, if another.

    It holds no credentials: boto3 finds them where it always does (environment, file, the machine's role).
    """

    name: str
    endpoint: str = ""
    region: str = ""
    domain: str = ""

    @property
    def public_url(self) -> str:
        """The URL below which readers find the photos, without a trailing slash."""
        if self.domain:
            return f"https://{self.domain}"
        if self.endpoint:
            return f"{self.endpoint.rstrip('/')}/{self.name}"
        region = f".{self.region}" if self.region else ""
        return f"https://{self.name}.s3{region}.amazonaws.com"

    @property
    def origin(self) -> str:
        """Scheme and host of the public URL, for the content security policy."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    def storage(self) -> dict[str, Any]:
        """The entry of STORAGES: public URLs that caches may store, never signed ones."""
        scheme, _colon, place = self.public_url.partition("//")
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
