"""A made-up support desk for `bench.queue_simulator`: who asks when, who answers, how long it takes. Seeded."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from chat_server.domain.ids import AgentId
from chat_server.domain.routing import Desk

DAY_S = 86_400.0
HOUR_S = 3_600.0
# Conversations an hour, from 8 to 20 o'clock, as a share of the day's mean: busy before noon and after lunch.
PROFILE = (0.5, 1.0, 1.5, 1.6, 1.2, 0.9, 1.1, 1.4, 1.2, 0.9, 0.5, 0.2)
OPENS_H = 8
PLANS = {"essential": 0.58, "small_shop": 0.26, "large_shop": 0.12, "business": 0.04}
LOCALES = {"es": 0.34, "en": 0.24, "nl": 0.12, "de": 0.12, "fr": 0.10, "it": 0.08}
SPEAKS = (("es", "en"), ("en", "nl"), ("es", "it"), ("en", "de"), ("es", "fr", "en"), ("nl", "de", "en"), ("fr", "it"))


@dataclass(frozen=True)
class Scenario:
    """`per_day` conversations; `agents` in two overlapping shifts; handling times are lognormal.

    From `outage_h` of each fifth day on, for `outage_hours`, `outage_factor` times as many come and each takes longer.
    """

    name: str
    per_day: float = 620.0
    agents: int = 8
    capacity: int = 3
    handling_mean_s: float = 13 * 60.0
    handling_sigma: float = 0.7
    patience_mean_s: float = 35 * 60.0
    growth_in_the_middle: float = 1.0
    outage_factor: float = 1.0
    outage_h: float = 10.0
    outage_hours: float = 3.0


SCENARIOS = (
    Scenario("normal"),
    Scenario("peak season", growth_in_the_middle=1.18),
    Scenario("outage of the carrier", outage_factor=2.4),
)


@dataclass(frozen=True)
class Arrival:
    """A merchant who asks for a person: `at` and `patience_s` in seconds."""

    number: int
    at: float
    plan: str
    locale: str
    patience_s: float
    handling_s: float
    accept_s: float


@dataclass(frozen=True)
class Duty:
    """An agent's day: on shift from `begins` to `ends` (seconds)."""

    desk: Desk
    begins: float
    ends: float


def arrivals(scenario: Scenario, days: int, chance: Generator) -> list[Arrival]:
    times = [at for day in range(days) for at in _day(scenario, day, days, chance)]
    return [_arrival(scenario, number, at, chance) for number, at in enumerate(times)]


def _day(scenario: Scenario, day: int, days: int, chance: Generator) -> list[float]:
    season = scenario.growth_in_the_middle if days / 3 <= day < 2 * days / 3 else 1.0
    found: list[float] = []
    for hour, share in enumerate(PROFILE):
        begins = OPENS_H + hour
        outage = scenario.outage_factor if _in_outage(scenario, day, begins) else 1.0
        number = chance.poisson(scenario.per_day / len(PROFILE) * share * season * outage)
        found += list(day * DAY_S + (begins + chance.random(number)) * HOUR_S)
    return sorted(found)


def _in_outage(scenario: Scenario, day: int, hour: float) -> bool:
    lasts = scenario.outage_h <= hour < scenario.outage_h + scenario.outage_hours
    return scenario.outage_factor > 1 and day % 5 == 4 and lasts  # noqa: PLR2004 - every fifth day


def _arrival(scenario: Scenario, number: int, at: float, chance: Generator) -> Arrival:
    sigma = scenario.handling_sigma
    longer = 1.3 if _in_outage(scenario, int(at // DAY_S), at % DAY_S / HOUR_S) else 1.0
    handling = chance.lognormal(np.log(scenario.handling_mean_s * longer) - sigma**2 / 2, sigma)
    return Arrival(
        number=number,
        at=at,
        plan=str(chance.choice(list(PLANS), p=list(PLANS.values()))),
        locale=str(chance.choice(list(LOCALES), p=list(LOCALES.values()))),
        patience_s=float(chance.exponential(scenario.patience_mean_s)) + 120.0,
        handling_s=float(max(60.0, handling)),
        accept_s=float(min(45.0, chance.lognormal(2.2, 0.6))),
    )


def duties(scenario: Scenario, days: int) -> list[Duty]:
    """Half of the agents come at 8, half at 11; nine hours each."""
    found = []
    for day in range(days):
        for number in range(scenario.agents):
            late = number % 2
            begins = day * DAY_S + (OPENS_H + 3 * late) * HOUR_S
            languages = frozenset(SPEAKS[number // 2 % len(SPEAKS)])
            desk = Desk(agent_id=AgentId(f"agent-{number:02}"), capacity=scenario.capacity, languages=languages)
            found.append(Duty(_idle_since(desk, begins), begins, begins + 9 * HOUR_S))
    return found


def _idle_since(desk: Desk, at: float) -> Desk:
    return Desk(desk.agent_id, desk.capacity, desk.held, desk.languages, desk.teams, round(at * 1000))
