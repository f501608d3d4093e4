import { expect, it } from "vitest";
import { merged } from "./merged";

const web = `# HELP a_total Of both
# TYPE a_total counter
a_total 1

# HELP b_seconds Web's alone
# TYPE b_seconds gauge
b_seconds{kind="x"} 0.5
`;
const worker = `# HELP a_total Of both
# TYPE a_total counter
a_total 41

# HELP c_total With no series yet
# TYPE c_total counter

# HELP d_seconds A worker's alone
# TYPE d_seconds histogram
d_seconds_bucket{le="+Inf"} 2
d_seconds_sum 7e-3
d_seconds_count 2
`;

it("describes each metric once and says of each series whose it is", () => {
  const texts = [
    { name: "web", text: web },
    { name: "worker 1", text: worker },
  ];
  expect(merged(texts)).toBe(`# HELP a_total Of both
# TYPE a_total counter
a_total{process="web"} 1
a_total{process="worker 1"} 41

# HELP b_seconds Web's alone
# TYPE b_seconds gauge
b_seconds{process="web",kind="x"} 0.5

# HELP c_total With no series yet
# TYPE c_total counter

# HELP d_seconds A worker's alone
# TYPE d_seconds histogram
d_seconds_bucket{process="worker 1",le="+Inf"} 2
d_seconds_sum{process="worker 1"} 7e-3
d_seconds_count{process="worker 1"} 2
`);
});
