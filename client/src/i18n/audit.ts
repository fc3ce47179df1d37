import { addTexts } from "./add-texts.js";
import texts from "./en/audit.json" with { type: "json" };

addTexts("audit", texts);
