"""Answers about posts and who could follow: those that the account plans for, and what is on record about oneself."""

from __future__ import annotations

from collections.abc import Callable

from assistant.own_records import talks
from assistant.own_records.figures import figure
from assistant.own_records.look import Look
from assistant.own_records.shown import CannotShow, Shown, Statement, listed
from assistant.post_page import CoverView, PostCandidateView, planned
from store.errors import NotAllowed, NotFound
from store.post_views import SuccessionView

SUCCESSION = "talent succession"
_MINE = "talent post list"
_READY_NOW = "ready_now"
_NOBODY = (
    "Posts and their cover are planned by HR and by managers for their own units; your account plans for none. HR can "
    "say what may be said of them."
)
_NAMES = "Who is named; that stands beside each post, for those who plan for it."

_Test = Callable[[CoverView], bool]


def critical_posts(look: Look) -> Shown:
    """How many critical posts are covered, ready, red …, and which they are. Nobody who is named is named here."""
    if look.account.roles == ("individual",):
        return _published(look)
    found = _cover(look)
    posts = _asked_for(look, found)
    words, test = _wanted(look)
    if look.asked.post:
        return Shown(tuple(_one(one) for one in posts), (_NAMES,))
    having = [one for one in posts if test(one)]
    within = f" in {look.asked.unit}" if look.asked.unit else ""
    total = f"critical posts{within} that you plan for"
    text = f"{len(having)} of {len(posts)} {total}: {words}." if words else f"{len(posts)} {total}:"
    items = [f"{one.post.title} ({one.post.unit}): {one.headline}" for one in having]
    return Shown((Statement(text, listed(items), SUCCESSION),), (_NAMES, *_rest(look)))


def bench(look: Look) -> Shown:
    """The bench, gross and net, of the posts that the account plans for; of a unit where one is named."""
    found = _cover(look)
    posts, gross, net = found.bench.posts, found.bench.gross, found.bench.net
    within = f" in {look.asked.unit}" if look.asked.unit else ""
    text = (
        f"{posts} critical posts{within} that you plan for: gross bench {gross} "
        f"(every entry of somebody ready now or within a year), net bench {net} (posts that different people could "
        "take at the same time)."
    )
    return Shown((Statement(text, (), SUCCESSION),), (_NAMES, *_rest(look)))


def gaps(look: Look) -> Shown:
    """Demand, supply and gap by job family; small numbers hidden as on the page of succession."""
    family = look.asked.family
    found = [one for one in _cover(look, whole=True).gaps if not family or one.family == family]
    items = [
        f"{one.family}, {_horizon(one.horizon)}: demand {one.demand}, supply {one.supply}, gap {one.gap}"
        for one in found
    ]
    if not items:
        text = f"No expected opening and no readiness is on record{f' for {family}' if family else ''}."
        return Shown((Statement(text, (), SUCCESSION),))
    text = "Demand, supply and gap in the whole organisation, by job family and horizon. Small numbers show as *."
    return Shown((Statement(text, tuple(items), SUCCESSION),), ("Units: families run across them.",))


def own_entries(look: Look) -> Shown:
    """For which posts one is named oneself, and what is said there."""
    me = look.me
    found = [
        (post.title, post.unit, entry)
        for post in look.records.posts.all()
        for entry in post.candidates
        if entry.person == me.reference
    ]
    if not found:
        return Shown((Statement("You are not named for any post.", (), _MINE),))
    number = "one post" if len(found) == 1 else f"{len(found)} posts"
    items = [f"{title} ({unit}): {_entry(entry)}" for title, unit, entry in found]
    return Shown(
        (Statement(f"You are named for {number}:", tuple(items), _MINE),),
        ("Anybody else who is named for them.",),
    )


def own_readiness(look: Look) -> Shown:
    """How ready one is: what stands with the posts that one is named for, and in one's last signed conversation."""
    try:
        said = talks.placement(look, frozenset({"readiness"}))
    except CannotShow as why:
        said = Shown((), (str(why),))
    named = own_entries(look)
    return Shown((*named.statements, *said.statements), (*named.leaves_out, *said.leaves_out))


def followers(look: Look) -> Shown:
    """Who could follow one is not looked up: nobody is told who is named for their own post."""
    raise CannotShow(
        "Who is named to follow you is not shown to you: an entry is for whoever plans for the post and for the person "
        "named. What is planned for your own post: talent post show TITLE."
    )


def own_post(look: Look) -> Shown:
    """What is planned for the post that one holds, which everybody reads on request of their own one."""
    me = look.me
    try:
        post = look.records.posts.get(me.job_title)
    except NotFound:
        post = None
    if post is None or post.planning is None or post.planning.holder != me.reference:
        text = f"No post {me.job_title!r} that you hold is on record for planning."
        return Shown(
            (Statement(text, (), "talent post show TITLE"),), ("A post under another title: name it there.",)
        )
    where = f"talent post show {me.job_title!r}"
    return Shown(
        (Statement(f"For your post {post.title} is written down:", tuple(planned(post.planning)), where),),
        ("Who is named to follow you.",),
    )


def _cover(look: Look, *, whole: bool = False) -> SuccessionView:
    unit = None if whole else look.asked.unit or None
    try:
        found = look.records.succession.cover(unit)
    except (NotAllowed, NotFound) as error:
        if isinstance(error, NotFound):
            raise CannotShow(
                f"You plan for no post in {look.asked.unit}. HR plans for every unit."
            ) from error
        raise CannotShow(_NOBODY) from error
    return found


def _asked_for(look: Look, found: SuccessionView) -> list[CoverView]:
    if not look.asked.post:
        return list(found.posts)
    posts = [one for one in found.posts if one.post.title == look.asked.post]
    if not posts:
        raise CannotShow(f"{look.asked.post} is no critical post that you plan for. HR plans for every unit.")
    return posts


def _wanted(look: Look) -> tuple[str, _Test]:
    """What a question asks of posts, in words, and whether a post is so."""
    text, colour = look.asked.text, look.asked.colour
    if colour:
        return colour, lambda one: one.colour == colour
    if "ready now" in text or "step in now" in text:
        return "somebody is ready now", lambda one: any(_ready(entry) for entry in one.post.candidates)
    if "emergency" in text or "act up" in text or "acting" in text:
        return "somebody could act up", lambda one: any(
            e.active and e.can_act_up for e in one.post.candidates
        )
    if any(word in text for word in ("vacant", "empty", "vacanc", "unfilled")):
        return (
            "vacant",
            lambda one: one.post.planning is not None and one.post.planning.vacant_since is not None,
        )
    if any(word in text for word in ("only one", "one candidate", "single candidate", "one successor")):
        return "one candidate only is named", lambda one: any(f.kind == "one_candidate" for f in one.flags)
    if any(word in text for word in ("no cover", "nobody", "without", "uncovered", "not covered", "no succ", "no one",
                                     "don't have", "lack", "no candidate", "at risk")):  # fmt: skip
        return "nobody who could follow", lambda one: not _covered(one)
    if any(word in text for word in ("cover", "successor", "somebody", "someone")):
        return "somebody could follow", _covered
    return "", lambda _: True


def _covered(one: CoverView) -> bool:
    return any(_follows(entry) for entry in one.post.candidates)


def _follows(entry: PostCandidateView) -> bool:
    """Whether an entry counts as a successor, as in the measure of cover."""
    return entry.active and entry.readiness is not None and entry.wants_it != "no"


def _ready(entry: PostCandidateView) -> bool:
    return _follows(entry) and entry.readiness == _READY_NOW


def _one(one: CoverView) -> Statement:
    text = f"{one.post.title} ({one.post.unit}) is {one.headline}. {one.rule}."
    flags = [flag.words for flag in one.flags]
    return Statement(text, tuple((*one.because, *flags)), f"talent post show {one.post.title!r}")


def _published(look: Look) -> Shown:
    """What HR has published of posts, for whoever plans for none."""
    text = look.asked.text
    ready, emergency = "ready now" in text, "emergency" in text or "act up" in text
    measure = (
        "rag_spread"
        if look.asked.colour
        else "ready_now"
        if ready
        else "emergency_cover"
        if emergency
        else "cover"
    )
    try:
        return figure(look, measure)
    except CannotShow as error:
        raise CannotShow(_NOBODY) from error


def _entry(one: PostCandidateView) -> str:
    ready = f"readiness {one.readiness.replace('_', ' ')}, " if one.readiness else ""
    act = "you can act up, " if one.can_act_up else ""
    agreed = f"agreed on {one.agreed_on}" if one.agreed_on else "waiting for your answer"
    until = f", counts until {one.expires_on}" if one.expires_on else ""
    return f"{ready}{act}you want it: {one.wants_it}, {agreed}{until}"


def _horizon(key: str) -> str:
    return "now" if key == "now" else f"{key} years"


def _rest(look: Look) -> tuple[str, ...]:
    return () if look.is_hr else ("Posts outside your unit, which HR plans for.",)
