import { engineSuite } from "./engine-suite";

engineSuite("Postgres");
