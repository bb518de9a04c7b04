from django.urls import path

from channel.connections import views

BASE = "c/<slug:slug>/connections/"

urlpatterns = [
    path(BASE, views.connections, name="connections"),
    path(f"{BASE}guide/", views.connection_guide, name="connection_guide"),
    path(f"{BASE}webhook/", views.connect, name="connection_new"),
    path(f"{BASE}<int:pk>/", views.connection, name="connection"),
    path(f"{BASE}<int:pk>/keys/", views.connection_keys, name="connection_keys"),
    path(f"{BASE}<int:pk>/pause/", views.connection_pause, name="connection_pause"),
    path(f"{BASE}<int:pk>/resume/", views.connection_resume, name="connection_resume"),
    path(f"{BASE}<int:pk>/join/", views.connection_join, name="connection_join"),
    path(f"{BASE}<int:pk>/leave/", views.connection_leave, name="connection_leave"),
    path(f"{BASE}<int:pk>/remove/", views.connection_remove, name="connection_remove"),
]
