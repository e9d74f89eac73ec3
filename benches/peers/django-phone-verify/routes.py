"""The routes of the package's own API."""
from phone_verify.api import VerificationViewSet
from rest_framework.routers import DefaultRouter

router = DefaultRouter(trailing_slash=False)
router.register("phone", VerificationViewSet, basename="phone")
urlpatterns = router.urls
