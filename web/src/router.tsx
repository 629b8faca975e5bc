// Every address of the page. What needs a chain library is loaded when it is visited.
import { createBrowserRouter, useRouteError, type RouteObject } from "react-router";

import { ApiProblem } from "./api/client";
import { Failure, Skeleton } from "./components/Feedback";
import { Layout } from "./components/Layout";
import { Airdrop } from "./routes/Airdrop";
import { Home } from "./routes/Home";
import { Person } from "./routes/Person";

function Nowhere() {
  return <Failure error={new ApiProblem(404, "There is no page at this address.")} />;
}

/** A fault of the page itself, or a file of it that did not arrive. */
function Broken() {
  const error = useRouteError();
  return <Failure error={error instanceof Error ? error : new Error("The page failed.")} retry={() => location.reload()} />;
}

const claim = async () => ({ Component: (await import("./routes/Claim")).Claim });
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
