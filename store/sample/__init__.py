"""The sample organisation: invented people, a year of talent conversations, plans and portfolios, three talent
pools, critical posts with who could follow, past appraisals, and what the organisation says of itself.

The same for the same day, key by key. What people said is written as rows, for speed; pools, plans, portfolios, posts
and appraisals are played through the store's own services at moments of the past, so that they can only be what the
rules allow.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy import Engine

from store.engine import writing
from store.models import keys_from

_FOLDER = Path(__file__).parent
_SEED = 20_260_302


def build(engine: Engine, today: date) -> None:
    """Fill an empty store, in one transaction.

    Args:
        engine: A database at this program's schema, with nobody in it.
        today: The day as of which the sample's year has gone by.
    """
    from store.sample.appraisals import bring_along
    from store.sample.assess import look_at_itself
    from store.sample.diary import Diary
    from store.sample.equality import give_answers
    from store.sample.plans import keep_own_plans
    from store.sample.pools import play_pools
    from store.sample.portfolios import keep_portfolios
    from store.sample.posts import plan_posts
    from store.sample.staff import lay_out
    from store.sample.talks import hold_talks

    chance = Random(_SEED)  # noqa: S311 (invented people need no secret dice)
    with writing(engine) as session, keys_from(lambda: chance.getrandbits(128)):
        diary = Diary(session)
        staff = lay_out(diary, data("people"), chance, today)
        texts, full = data("texts"), data("full")
        hold_talks(diary, staff, {**texts, **full, "asks": texts["asks"] | full["asks"]}, chance, today)
        keep_own_plans(diary, staff, full["own_plans"], today)
        play_pools(diary, staff, data("pools"), today)
        keep_portfolios(diary, staff, data("portfolios"), today)
        plan_posts(diary, staff, data("posts"), today)
        give_answers(diary, staff, today)
        bring_along(diary, staff, today)
        look_at_itself(diary, staff, data("assess"), today)
        diary.play()


def data(name: str) -> dict[str, Any]:
    """One of the sample's data files."""
    loaded: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded
