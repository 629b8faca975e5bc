// Every address of the page. What needs a chain library is loaded when it is visited.
import { createBrowserRouter, useRouteError, type RouteObject } from "react-router";

import { ApiProblem } from "./api/client";
import { Failure, Skeleton } from "./components/Feedback";
import { Layout } from "./components/Layout";
import { Airdrop } from "./routes/Airdrop";
import { Home } from "./routes/Home";
import { Person } from "./routes/Person";
import { Rounds } from "./routes/rounds/Rounds";

function Nowhere() {
  return <Failure error={new ApiProblem(404, "There is no page at this address.")} />;
}

/** A fault of the page itself, or a file of it that did not arrive. */
function Broken() {
  const error = useRouteError();
  return <Failure error={error instanceof Error ? error : new Error("The page failed.")} retry={() => location.reload()} />;
}

const claim = async () => ({ Component: (await import("./routes/Claim")).Claim });
const round = async () => ({ Component: (await import("./routes/rounds/Round")).Round });
const project = async () => ({ Component: (await import("./routes/rounds/Project")).Project });
const apply = async () => ({ Component: (await import("./routes/rounds/Apply")).Apply });
const review = async () => ({ Component: (await import("./routes/rounds/Review")).Review });
const results = async () => ({ Component: (await import("./routes/rounds/Results")).Results });
const verify = async () => ({ Component: (await import("./routes/Verify")).Verify });

export const routes: RouteObject[] = [
  {
    element: <Layout />,
    children: [
      {
        errorElement: <Broken />,
        hydrateFallbackElement: <Skeleton />,
        children: [
          { path: "/", element: <Home /> },
          { path: "/airdrops/:slug", element: <Airdrop /> },
          { path: "/airdrops/:slug/people/:who", element: <Person /> },
          { path: "/airdrops/:slug/people/:who/claim", lazy: claim },
          { path: "/airdrops/:slug/verify", lazy: verify },
          { path: "/r", element: <Rounds /> },
          { path: "/r/:slug", lazy: round },
          { path: "/r/:slug/p/:number", lazy: project },
          { path: "/r/:slug/apply", lazy: apply },
          { path: "/r/:slug/review", lazy: review },
          { path: "/r/:slug/results", lazy: results },
          // The short addresses that stand in messages, and that GitHub sends people back to.
          { path: "/a/:slug", element: <Airdrop /> },
          { path: "/a/:slug/claim/:who", lazy: claim },
          { path: "/verify", lazy: verify },
          { path: "*", element: <Nowhere /> },
        ],
      },
    ],
  },
];

export const router = createBrowserRouter(routes);
