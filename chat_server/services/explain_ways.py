"""What the policy alone says about a plan and country at some moment, whoever is at the desk: for trying it out."""

import re
from datetime import datetime

from chat_server.domain.errors import Invalid
from chat_server.domain.policy import Policy, Ways, ways_of

_COUNTRY = re.compile(r"[A-Za-z]{2}")


def explain_ways(policy: Policy, plan: str | None, country: str | None, at: str | None, now: datetime) -> Ways:
    """`at` is a moment by the clock of the line (ISO 8601), unless it names a zone itself; without it, `now`.

    Raises Invalid for a moment or country that cannot be read and for a plan that stands nowhere in the policy.
    """
    if plan is not None and not policy.knows(plan):
        raise Invalid(f"There is no plan {plan!r}. There are: {', '.join(policy.plan_names)}.", field="plan")
    if country and not _COUNTRY.fullmatch(country):
        raise Invalid(f"{country!r} is no country: an ISO code such as ES is needed.", field="country")
    known = policy.plan(plan or policy.anonymous_plan)
    phone = known.channel("phone")
    zone = policy.calendars[phone.hours].zone if phone and phone.hours else policy.zone
    try:
        read = datetime.fromisoformat(at) if at else now
        moment = read if read.tzinfo else read.replace(tzinfo=zone)
        return ways_of(policy, known.name, country.upper() if country else None, moment, None)
    except (ValueError, OverflowError):  # no date, or one beyond what calendars reach
        raise Invalid(f"{at!r} is no moment, such as 2026-09-22T17:45.", field="at") from None
