from coworking.accounts.models import User
from spaces.provenance.models import Source

MANAGER_KEY = "manager"
STAFF_KEY = "staff"


def manager_source() -> Source:
    defaults = {"name": "The manager of the space"}
    return Source.objects.get_or_create(key=MANAGER_KEY, defaults=defaults)[0]


SAMPLE_KEY = "sample-data"


ANONYMOUS_NAME = "A member"


def member_source(member: User) -> Source:
    """The member's word as a source. It bears their public name, while they have an account."""
    name = member.display_name or ANONYMOUS_NAME
    return Source.objects.update_or_create(key=f"member:{member.pk}", defaults={"name": name})[0]


def anonymize_member_source(sender, instance: User, **kwargs) -> None:
    """Whoever deletes their account leaves their facts without their name."""
    Source.objects.filter(key=f"member:{instance.pk}").update(name=ANONYMOUS_NAME)


RESERVED_KEYS = (MANAGER_KEY, STAFF_KEY, SAMPLE_KEY)  # whose word no file may bring
