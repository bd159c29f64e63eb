"""Policies that tests need: with account managers who call every quarter, with phone hours and their seasons."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import msgspec

from chat_server.domain.opening_hours import Calendar, Season, Window
from chat_server.domain.policy import ChannelPolicy, PlanPolicy, Policy
from tests.support.world import World

MADRID = ZoneInfo("Europe/Madrid")
OFFICE = (((Window(540, 1080),),) * 5) + ((),) * 2
CHECK_IN_DAYS = 91


def small_policy(*seasons: Season) -> Policy:
    """The four plans: the phone from `small_shop`, an account manager with `business`."""
    chat = ChannelPolicy(kind="chat")
    phone = ChannelPolicy(kind="phone", hours="line", number="+34 910 000 000")
    manager = ChannelPolicy(kind="account_manager", check_in_days=CHECK_IN_DAYS)
    return Policy(
        zone=MADRID,
        plans=(
            PlanPolicy("essential", {"en": "Essential"}, (chat,)),
            PlanPolicy("small_shop", {"en": "Small shop"}, (chat, phone)),
            PlanPolicy("large_shop", {"en": "Large shop"}, (chat, phone)),
            PlanPolicy("business", {"en": "Business"}, (chat, phone, manager)),
        ),
        anonymous_plan="essential",
        calendars={"line": Calendar(zone=MADRID, weekly=OFFICE, seasons=seasons)},
    )


def without_managers(policy: Policy) -> Policy:
    """`business` has no account manager any more."""
    *others, business = policy.plans
    channels = tuple(one for one in business.channels if one.kind != "account_manager")
    plans = (*others, msgspec.structs.replace(business, channels=channels))
    return msgspec.structs.replace(policy, plans=plans)


def follow(world: World, policy: Policy) -> World:
    """From now on this policy counts."""
    world.ports = replace(world.ports, policy=policy)
    return world
