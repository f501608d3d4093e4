import { expect, test } from "vitest";
import { doorOf } from "./paths";

test.each([
  ["/api/v1/webhooks", "/api/compat/spectra/api/v1/webhooks"],
  ["/api/v1/webhooks/", "/api/compat/spectra/api/v1/webhooks"],
  ["/api/v1/webhooks/42/deliveries", "/api/compat/spectra/api/v1/webhooks/42/deliveries"],
  ["/api/v1/webhooks/42/attempts/7", "/api/compat/spectra/api/v1/webhooks/42/attempts/7"],
  ["/compat/spectra/api/v1/webhooks?x=1", "/api/compat/spectra/api/v1/webhooks?x=1"],
  ["/projects/p_1/webhooks/", "/api/compat/spectrum/projects/p_1/webhooks"],
  ["/projects/p_1/webhooks/0190a1b2/?a=/", "/api/compat/spectrum/projects/p_1/webhooks/0190a1b2?a=/"],
  ["/compat/spectrum/projects/p_1/webhooks/", "/api/compat/spectrum/projects/p_1/webhooks"],
  ["/api/v1/app/app_1/endpoint/", "/api/compat/svix/api/v1/app/app_1/endpoint"],
  ["/compat/svix/api/v1/app/app_1/msg", "/api/compat/svix/api/v1/app/app_1/msg"],
  ["/api/compat/spectra/api/v1/webhooks/", "/api/compat/spectra/api/v1/webhooks"],
])("%s leads to %s", (url, door) => {
  expect(doorOf(url)).toBe(door);
});

test.each([
  "/",
  "/projects/p_1",
  "/projects/p_1/endpoints/",
  "/projects/webhooks/endpoints",
  "/api/v1/projects/p_1/events",
  "/api/v1/webhooksx",
  "/api/v1/app",
  "/compat/else/x",
  "/?next=/api/v1/webhooks",
])("%s stays as it is", (url) => {
  expect(doorOf(url)).toBe(url);
});
