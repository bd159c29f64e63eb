"""Unlucky moments made certain: something happens just between a service's look and its write."""

import dataclasses

from chat_server.adapters.sql.people import SqlPeople
from chat_server.domain.contact import Visitor
from chat_server.domain.conversation import Conversation
from chat_server.domain.ids import ConversationId, QuestionId, VisitorId
from chat_server.domain.question import OutcomeEntry, Question, Reading
from chat_server.services.ask_question import AskQuestion, ask_question
from chat_server.services.ports import Ports
from chat_server.services.stored import Asked
from tests.support.journeys import client_id, talks_to_a_person
from tests.support.world import World


class MeanwhileEscalated:
    """The real questions, but as soon as somebody has looked at one its visitor has asked for a person."""

    def __init__(self, world: World, visitor: Visitor, question: Question) -> None:
        self._world = world
        self._visitor = visitor
        self._question = question
        self._real = world.ports.questions
        self._led_to: Conversation | None = None

    @property
    def ports(self) -> Ports:
        return dataclasses.replace(self._world.ports, questions=self)

    @property
    def conversation_id(self) -> ConversationId:
        assert self._led_to is not None
        return self._led_to.id

    async def get(self, question_id: QuestionId) -> Question | None:
        found = await self._real.get(question_id)
        if self._led_to is None:
            self._led_to = await talks_to_a_person(self._world, self._visitor, self._question)
        return found

    async def add(self, asked: Asked) -> Asked:
        return await self._real.add(asked)

    async def asked_before(self, visitor_id: VisitorId, client_id: str, fingerprint: str) -> Asked | None:
        return await self._real.asked_before(visitor_id, client_id, fingerprint)

    async def add_reading(self, question_id: QuestionId, reading: Reading) -> Question:
        return await self._real.add_reading(question_id, reading)

    async def add_outcome(self, question_id: QuestionId, outcome: OutcomeEntry) -> Question:
        return await self._real.add_outcome(question_id, outcome)


class MeanwhileAsked(SqlPeople):
    """The real people, but as soon as somebody's words are about to be kept that visitor has asked in earnest."""

    def __init__(self, world: World, visitor: Visitor, text: str) -> None:
        super().__init__(world.database)
        self._world = world
        self._visitor = visitor
        self._command = AskQuestion(text, client_id())
        self.asked: Question | None = None

    @property
    def ports(self) -> Ports:
        return dataclasses.replace(self._world.ports, people=self)

    async def keep_unsent(self, writer: Visitor, text: str) -> None:
        self.asked = (await ask_question(self._world.ports, self._visitor, self._command)).question
        await super().keep_unsent(writer, text)
