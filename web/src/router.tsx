import { createBrowserRouter } from "react-router";

import { Failure } from "./components/Feedback";
import { Layout } from "./components/Layout";
import { ApiProblem } from "./api/client";
import { Airdrop } from "./routes/Airdrop";
import { Claim } from "./routes/Claim";
import { Home } from "./routes/Home";
import { Person } from "./routes/Person";
import { Verify } from "./routes/Verify";

function Nowhere() {
  return <Failure error={new ApiProblem(404, "There is no page at this address.")} />;
}

export const router = createBrowserRouter([
  {
    element: <Layout />,
    children: [
      { path: "/", element: <Home /> },
      { path: "/airdrops/:slug", element: <Airdrop /> },
      { path: "/airdrops/:slug/people/:who", element: <Person /> },
      { path: "/airdrops/:slug/people/:who/claim", element: <Claim /> },
      { path: "/airdrops/:slug/verify", element: <Verify /> },
      { path: "/verify", element: <Verify /> },
      { path: "*", element: <Nowhere /> },
    ],
  },
]);
