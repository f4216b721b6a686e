import datetime

import factory
from django.utils import timezone

from orientation.enums import AppointmentState
from orientation.models import Appointment, Service, Slot
from tests.accounts.factories import UserFactory
from tests.partners.factories import PartnerFactory


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"servizio-{n}")
    name_it = "Primo colloquio"
    name_en = "First talk"
    summary_it = "Capiamo da dove partire."
    summary_en = "We work out where to start."
    minutes = 45


class SlotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Slot

    class Params:
        past = factory.Trait(starts_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(hours=3)))

    service = factory.SubFactory(ServiceFactory)
    partner = factory.SubFactory(PartnerFactory)
    counsellor = factory.SubFactory(UserFactory)
    starts_at = factory.Sequence(lambda n: timezone.now() + datetime.timedelta(days=1, hours=2 * n))
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + datetime.timedelta(minutes=45))


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    slot = factory.SubFactory(SlotFactory)
    person = factory.SubFactory(UserFactory)
    state = AppointmentState.BOOKED
