"""The plans: they add up, each has everything of the one before it."""

from enum import StrEnum


class Plan(StrEnum):
    ESSENTIAL = "essential"
    SMALL_SHOP = "small_shop"
    LARGE_SHOP = "large_shop"
    BUSINESS = "business"


# What a visitor gets whose plan nobody has vouched for.
UNKNOWN_PLAN = Plan.ESSENTIAL
