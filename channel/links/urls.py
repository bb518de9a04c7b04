from django.urls import path

from channel.links import following, views

LINKS = "c/<slug:slug>/sources/links/"

urlpatterns = [
    path("l/<str:code>", following.follow, name="follow"),
    path("l/<str:code>/<str:token>", following.follow, name="follow_person"),
    path(LINKS, views.links, name="links"),
    path(f"{LINKS}new/", views.link_new, name="link_new"),
    path(f"{LINKS}print/", views.link_sheet, name="link_sheet"),
    path(f"{LINKS}utm/", views.link_utm, name="link_utm"),
    path(f"{LINKS}address/", views.link_address, name="link_address"),
    path(f"{LINKS}<int:pk>/", views.link, name="link"),
    path(f"{LINKS}<int:pk>/edit/", views.link_edit, name="link_edit"),
    path(f"{LINKS}<int:pk>/close/", views.link_close, name="link_close"),
    path(f"{LINKS}<int:pk>/reopen/", views.link_reopen, name="link_reopen"),
    path(f"{LINKS}<int:pk>/people/", views.link_people, name="link_people"),
    path(f"{LINKS}<int:pk>/qr.<str:kind>", views.link_code, name="link_code"),
]
