import { describe, expect, test } from "vitest";
import { ApiError, problemOf } from "@/lib/api-error";
import { doorOf } from "./paths";
import { refusalAt } from "./refusals";

const refused = (url: string, fault: ApiError) => refusalAt(doorOf(url))?.(problemOf(fault, "r"));

describe("whoever refuses behind a vendor's door words it as the vendor", () => {
  const wrongMethod = new ApiError("method_not_allowed", "Only GET exist here.");
  const error = { code: "method_not_allowed", message: "Only GET exist here." };
  test.each([
    ["/api/v1/webhooks/42/deliveries/", { success: false, error }],
    ["/compat/spectra/api/v1/webhooks?x=1", { success: false, error }],
    ["/projects/p_1/webhooks/", { succeed: false, error }],
    ["/api/v1/app/p_1/msg", { code: error.code, detail: error.message }],
    ["/api/v1/projects", undefined],
    ["/api/compat/constructor/x", undefined],
    ["/api/compatible/spectra", undefined],
  ])("%s", (url, body) => {
    expect(refused(url, wrongMethod)).toEqual(body);
  });
});

test("Spectrum's refusal of a URL names the field as its customers call it", () => {
  const fault = new ApiError("refused_url", "url: The address is private.");
  expect(refused("/projects/p/webhooks", fault)).toEqual({
    succeed: false,
    error: { code: "refused_url", message: "webhookUrl: The address is private." },
  });
});
