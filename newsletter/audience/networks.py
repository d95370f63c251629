"""Where a request came from, cut so short that it points to no household."""

from ipaddress import IPv6Address, ip_address, ip_network


def truncated(address: str) -> str:
    """The network of an address: /24 for IPv4, /48 for IPv6; empty where it is none.

    An IPv4 address in IPv6 clothes (``::ffff:192.0.2.1``) is cut as what it is.
    """
    if not address:
        return ""
    try:
        found = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))
