"""`chat-server token`: a signed identity for trying out. `chat-server secret`: the key to sign real ones with."""

import argparse
from datetime import timedelta

from chat_server.adapters.silent_publisher import SilentPublisher
from chat_server.adapters.sql.sites import SqlSites
from chat_server.bootstrap import foundation
from chat_server.domain.contact import Identity
from chat_server.domain.errors import Invalid
from chat_server.domain.ids import DEFAULT_SITE
from chat_server.domain.plan import Plan
from chat_server.settings import Settings


async def secret(parsed: argparse.Namespace, settings: Settings) -> int:
    async with foundation(settings) as base:
        sites = SqlSites(base.database)
        print(await (sites.renew_secret if parsed.renew else sites.signing_secret)(DEFAULT_SITE))
    return 0


async def sign(parsed: argparse.Namespace, settings: Settings) -> int:
    if not parsed.subject.strip() or parsed.hours < 1:
        raise Invalid("A token needs a subject and at least one hour: no server accepts one without.")
    async with foundation(settings) as base:
        now, plan = base.clock.now(), Plan(parsed.plan or base.policy.anonymous_plan)
        if not base.policy.knows(plan):
            raise Invalid(f"There is no plan {plan!r}. There are: {', '.join(base.policy.plan_names)}.", field="plan")
        identity = Identity(
            sub=parsed.subject,
            iat=int(now.timestamp()),
            exp=int((now + timedelta(hours=parsed.hours)).timestamp()),
            name=parsed.name,
            email=parsed.email,
            plan=plan,
            country=parsed.country,
            locale=parsed.locale,
            time_zone=parsed.time_zone,
            personal_agent=parsed.personal_agent,
            account_manager=parsed.account_manager,
        )
        print(await base.ports(SilentPublisher()).signer.sign(DEFAULT_SITE, identity))
    return 0
