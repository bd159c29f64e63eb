"""Which seasons change the hours of the phone, and whom that concerns."""

import hashlib
from datetime import date, timedelta

import msgspec

from chat_server.domain.opening_hours import Calendar, Season, season_on
from chat_server.domain.policy import Policy


class PhoneSeason(msgspec.Struct, frozen=True):
    """A season in the hours of a phone line; `plans` have that line."""

    hours: str
    calendar: Calendar
    season: Season
    plans: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same for a season under the same name, whatever it says."""
        return _digest(f"{self.hours}\0{self.season.name}".encode())

    @property
    def change(self) -> str:
        """The same as long as the season says the same: its days, hours, countries and notes."""
        return _digest(msgspec.json.encode((self.season, self.calendar.zone.key), order="deterministic"))

    def concerns(self, country: str | None) -> bool:
        """A season for one country stands before one for all, day by day."""
        days = (self.season.last - self.season.first).days + 1
        return any(
            season_on(self.calendar, country, self.season.first + timedelta(days=day)) == self.season
            for day in range(days)
        )


def phone_seasons(policy: Policy, today: date) -> tuple[PhoneSeason, ...]:
    """Those of all phone lines that are not over, the first to begin first."""
    plans: dict[str, list[str]] = {}
    for plan in policy.plans:
        phone = plan.channel("phone")
        if phone is not None and phone.hours is not None:
            plans.setdefault(phone.hours, []).append(plan.name)
    found = [
        PhoneSeason(hours, policy.calendars[hours], season, tuple(names))
        for hours, names in plans.items()
        for season in policy.calendars[hours].seasons
        if season.last >= today
    ]
    return tuple(sorted(found, key=lambda one: (one.season.first, one.season.name)))


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=10).hexdigest()
