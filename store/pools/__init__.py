"""Talent pools by their whole life: the pools, what is put to panels, memberships, appeals."""

from store.pools.appeals import Appeals
from store.pools.memberships import Memberships
from store.pools.panels import Panels
from store.pools.service import Pools

__all__ = ["Appeals", "Memberships", "Panels", "Pools"]
