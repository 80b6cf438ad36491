"""How many are ready to follow, counted twice: as entries, and as different people for different posts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from store.succession.facts import Candidate, Post, Readiness, active

SOON = frozenset({Readiness.READY_NOW, Readiness.WITHIN_1})
"""Who counts for the bench: ready within a year."""


@dataclass(frozen=True, slots=True)
class Bench:
    """How strong a bench is.

    Attributes:
        posts: How many posts there are.
        gross: How many entries name somebody who is ready soon; somebody named for two posts counts twice.
        net: How many of the posts can be followed up by a different person each, at the same time.
    """

    posts: int
    gross: int
    net: int


def bench(posts: Iterable[Post], candidates: Iterable[Candidate], on: date) -> Bench:
    """The bench of some posts on a day.

    Args:
        posts: The posts; the measure takes the critical ones.
        candidates: Everybody named for them. Active successors who are ready within a year count.
        on: The day.

    Returns:
        Numbers alone: who would be matched with which post is nobody's business but people's.
    """
    posts = tuple(posts)
    counting = (one for one in active(posts, candidates, on) if one.follows(on) and one.readiness in SOON)
    entries = {(one.post, one.person.key) for one in counting}
    return Bench(len({post.key for post in posts}), len(entries), largest_matching(entries))


def largest_matching(entries: Iterable[tuple[str, str]]) -> int:
    """How many pairs of a post and a person can hold at the same time, each in one pair at most.

    Args:
        entries: Which person could take which post: (post, person).
    """
    entries = tuple(entries)
    if not entries:
        return 0
    from numpy import fromiter, intp, ones
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    posts = {post: row for row, post in enumerate(dict.fromkeys(post for post, _ in entries))}
    people = {person: column for column, person in enumerate(dict.fromkeys(person for _, person in entries))}
    rows = fromiter((posts[post] for post, _ in entries), intp, len(entries))
    columns = fromiter((people[person] for _, person in entries), intp, len(entries))
    graph = csr_array((ones(len(entries), bool), (rows, columns)), shape=(len(posts), len(people)))
    matched = maximum_bipartite_matching(graph, perm_type="column")
    return int((matched >= 0).sum())
