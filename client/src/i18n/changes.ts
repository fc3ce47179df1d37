import { addTexts } from "./add-texts.js";
import texts from "./en/changes.json" with { type: "json" };

addTexts("changes", texts);
