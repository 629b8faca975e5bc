// A page's parts come in when they are needed; a machine that does other things at the same time needs longer than a second.
import { configure } from "@testing-library/react";

configure({ asyncUtilTimeout: 20_000 });
