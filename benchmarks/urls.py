"""The portal's addresses, and the catalogue once more as the plain ORM writes it."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from benchmarks import orm_catalogue
from polo.urls import urlpatterns as portal

urlpatterns = [path("formazione-orm/", login_not_required(orm_catalogue.course_list)), *portal]
