"""Networks of visitors: the part of an address that is counted, and its hash."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from spaces.answers.models import NetworkKey

IPV4_PREFIX, IPV6_PREFIX = 24, 48


def network_of(request: HttpRequest) -> str:
    """Return the network that a request comes from: "192.0.2.0/24", "2001:db8:1::/48".

    Raises PermissionDenied where the address is not known, as rate limits do.
    """
    return network_of_address(get_adapter().get_client_ip(request))


def network_of_address(text: str) -> str:
    """Return the network of an address. IPv4 inside IPv6 is IPv4."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def key_of_today() -> NetworkKey:
    """Return the key of today, created on first use."""
    return NetworkKey.objects.get_or_create(day=timezone.localdate())[0]


def hash_of(network: str, key: NetworkKey) -> str:
    """Return the hash of a network. It depends on SECRET_KEY too, so a copy of the database is not enough."""
    return salted_hmac(f"spaces.answers.{key.secret}", network, algorithm="sha256").hexdigest()


def delete_expired_keys() -> int:
    """Delete the keys that are older than 30 days with their hashes; returns the number of keys."""
    return NetworkKey.objects.expired().delete()[1].get(NetworkKey._meta.label, 0)
