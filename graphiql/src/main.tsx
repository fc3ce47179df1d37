import "./nonce-styles.js";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";

import { createRoot } from "react-dom/client";

import { Page } from "./page.js";

const root = document.querySelector("#root");
if (!root) throw new Error("Broken assumption: index.html has a root");
createRoot(root).render(<Page />);
