"""The composition root: settings in, a running service out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial

from fastapi import FastAPI
from starlette.types import ASGIApp

from approval.agency_tree import AgencyTree
from approval.auditing import Auditing
from approval.background import Background
from approval.carriers import (
    Mailer,
    NoMailer,
    NoSmsCarrier,
    PracticeCarrier,
    PracticeMailer,
    SmsCarrier,
)
from approval.claims import Claims
from approval.clock import Clock
from approval.code_letters import CodeLetters
from approval.codes_said import CodesSaid
from approval.complaints import Complaints
from approval.contact_codes import ContactCodes
from approval.contact_review import ContactReview
from approval.day_books import Balancing
from approval.embedded import EmbeddedServer
from approval.feed import Feed
from approval.figures import Figures
from approval.following import Following
from approval.greeting import Greeting
from approval.handouts import Handouts
from approval.handovers import Handovers
from approval.intake import Intake
from approval.lapses import Lapses
from approval.limits import Limits
from approval.lookups import CodeRegister, JsonFileCodes, Lookups, NoRegister
from approval.mail import SmtpMailer
from approval.meters import Meters
from approval.notice_worker import NoticeWorker
from approval.notices import Notices
from approval.office import Office
from approval.online import OnlineDeclarations
from approval.orders import Orders
from approval.outside import Outside
from approval.own_sign_in import OwnSignIn
from approval.password_age import PasswordAge
from approval.passwords import Passwords
from approval.people import People
from approval.photo_checks import PhotoChecks
from approval.population import JsonFileRegistry, NotConnected, Registry, RegistrySource
from approval.reasons import Reasons
from approval.receiving import Receiving
from approval.recovery import Recovery
from approval.registry_checks import RegistryChecks
from approval.registry_http import HttpRegistry
from approval.resending import Resending
from approval.review_desk import ReviewDesk
from approval.reviewing import Reviewing
from approval.routes import all_routes
from approval.routes.observing import Observer
from approval.routes.quick import QuickDoor
from approval.second_step import SecondStep
from approval.second_steps import SecondSteps
from approval.service import Service
from approval.settings import Settings
from approval.settling import Settling
from approval.sms_http import HttpSms
from approval.staff import Staff
from approval.stations import Stations
from approval.storage import tally
from approval.storage.database import Database
from approval.stores import Stores, open_stores
from approval.supervision import Supervision
from approval.threads import Threads
from approval.together import Together
from approval.tokens import Tokens
from approval.tracing import Tracer
from approval.uploads import Uploads


def open_service(settings: Settings, outside: Outside | None = None, *, restored: bool = False) -> Service:
    """Open the data folder (made and brought up to date when needed) and join the parts. ``restored``: a
    database older than what was promised is meant."""
    world = outside or Outside()
    clock = world.clock
    stores = open_stores(settings, clock, restored=restored)
    database, keys, blobs, bells = stores.database, stores.keys, stores.blobs, stores.bells
    feed = Feed(database, bells, clock)
    handouts = Handouts(database, blobs, feed, clock)
    passwords = Passwords(world.hasher)
    life = timedelta(minutes=settings.person_token_minutes)
    tokens = Tokens(database, clock, bells, life)
    second_step = SecondStep(keys)
    second_steps = SecondSteps(database, second_step, clock)
    people = People(database, passwords, second_step, tokens, clock, life)
    agency_tree = AgencyTree(database, handouts, clock)
    staff = Staff(database, passwords, clock)
    registry = world.registry or registry_for(settings)
    register = world.codes or _codes(settings)
    announcing = Notices(bells, world.shared_clock)
    lapses = Lapses(database, feed, announcing, clock)
    mail = world.mail or _mail(settings, database, clock)
    can_mail = not isinstance(mail, NoMailer)
    codes = ContactCodes(database, feed, clock, world.shared_clock, can_mail, settings.confirm_email)
    said = CodesSaid(database, feed, passwords, clock, world.shared_clock)
    reviewing = Reviewing(database, feed, announcing, clock, world.shared_clock)
    worker = NoticeWorker(
        database,
        feed,
        passwords,
        world.sms or _sms(settings, database, clock),
        mail,
        clock,
        world.shared_clock,
    )
    return Service(
        stores=stores,
        database=database,
        blobs=blobs,
        uploads=Uploads(blobs),
        threads=Threads(),
        keys=keys,
        feed=feed,
        tokens=tokens,
        limits=Limits.of(settings.station_requests, settings.person_requests, settings.address_sign_ins),
        greeting=Greeting(database, keys, clock, settings.practice, settings.minimum_version),
        stations=Stations(database, keys, tokens, clock, timedelta(minutes=settings.token_minutes), handouts),
        people=people,
        own_sign_in=OwnSignIn(database, passwords, people, second_steps, clock),
        second_steps=second_steps,
        auditing=Auditing(database, clock),
        staff=staff,
        agency_tree=agency_tree,
        intake=intake_of(stores, feed, codes, clock),
        review_desk=ReviewDesk(database, blobs, registry, clock, world.shared_clock),
        reviewing=reviewing,
        together=Together(reviewing),
        reasons=Reasons(database, clock),
        claims=Claims(database, world.shared_clock),
        resending=Resending(database, announcing, clock),
        contact_codes=codes,
        codes_said=said,
        contact_review=ContactReview(database, codes, said, clock),
        handovers=Handovers(database, feed, clock),
        online=OnlineDeclarations(database, clock),
        complaints=Complaints(database, feed, clock),
        supervision=Supervision(database, clock),
        figures=Figures(database, clock),
        recovery=Recovery(database, keys, clock),
        balancing=Balancing(database, keys, clock),
        orders=Orders(database, feed, clock),
        handouts=handouts,
        office=Office(database, keys, staff, feed, clock, agency_tree, second_steps, stores.high_water),
        lapses=lapses,
        lookups=Lookups(database, register, clock),
        background=Background(
            bells,
            worker,
            CodeLetters(database, feed, passwords, mail, world.shared_clock),
            RegistryChecks(database, registry, register, feed, clock, world.shared_clock),
            lapses,
            PasswordAge(database, announcing, clock),
            blobs,
            keys,
            stores.high_water,
            PhotoChecks(database, blobs, clock, world.shared_clock) if settings.photo_checks else None,
            partial(tally.add_up, database),
        ),
        practice=settings.practice,
        meters=Meters(clock) if settings.metrics else None,
        tracer=Tracer.to(settings.otlp_endpoint) if settings.otlp_endpoint else None,
        log_requests=settings.json_logs,
    )


def intake_of(stores: Stores, feed: Feed, codes: ContactCodes, clock: Clock) -> Intake:
    """The way in for records."""
    receiving = Receiving(stores.keys, feed, Following(feed, codes), clock)
    return Intake(stores.database, stores.blobs, Settling(stores.blobs, receiving, clock), clock)


def build(settings: Settings, outside: Outside | None = None) -> FastAPI:
    """The whole service as one ASGI application; its background work lives as long as its lifespan."""
    return application(open_service(settings, outside))


def application(service: Service) -> FastAPI:
    """An ASGI application around parts already joined."""
    app = _Application(
        title="BHXH approval service",
        version="1",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours is by setting, and asks less
    )
    app.state.service = service
    all_routes(app)
    return app


class _Application(FastAPI):
    """Seen from outside first, then the quick door, then all that FastAPI puts around a route."""

    def build_middleware_stack(self) -> ASGIApp:
        service: Service = self.state.service
        door = QuickDoor(super().build_middleware_stack(), service, self.routes)
        if service.meters or service.tracer or service.log_requests:
            return Observer(door, service.meters, service.tracer, service.log_requests)
        return door


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    work = asyncio.create_task(service.background.run())
    try:
        yield
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        service.close()


class EmbeddedService:
    """The service inside a running event loop, on loopback: for the practice unit and for tests.

    ``office`` sets up agencies, people and enrolment codes without HTTP, before or after ``start``.
    """

    def __init__(self, settings: Settings, outside: Outside | None = None) -> None:
        self.service = open_service(settings, outside)
        self._server = EmbeddedServer(application(self.service), settings.port)

    @property
    def office(self) -> Office:
        return self.service.office

    async def start(self) -> str:
        """Serve; returns the address, such as ``http://127.0.0.1:40123``. Port 0 takes any free one."""
        return await self._server.start()

    async def stop(self) -> None:
        """Answer what is under way, then close everything. Touches no signal handler."""
        self.service.feed.bells.close()
        await self._server.stop()


def _sms(settings: Settings, database: Database, clock: Clock) -> SmsCarrier:
    if settings.sms_url:
        return HttpSms(settings.sms_url, settings.sms_token)
    return PracticeCarrier(database, clock) if settings.practice else NoSmsCarrier()


def _mail(settings: Settings, database: Database, clock: Clock) -> Mailer:
    if settings.smtp_host:
        return SmtpMailer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_from,
            settings.smtp_user,
            settings.smtp_password,
            settings.smtp_tls,
        )
    return PracticeMailer(database, clock) if settings.practice else NoMailer()


def _codes(settings: Settings) -> CodeRegister:
    return JsonFileCodes(settings.registry_file) if settings.registry_file else NoRegister()


def registry_for(settings: Settings) -> Registry:
    if settings.registry_url:
        return HttpRegistry(settings.registry_url, settings.registry_token)
    if settings.registry_file is None:
        return NotConnected()
    source = RegistrySource.PRACTICE if settings.practice else RegistrySource.EXTRACT
    return JsonFileRegistry(settings.registry_file, source)
