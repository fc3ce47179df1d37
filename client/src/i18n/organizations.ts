import { addTexts } from "./add-texts.js";
import texts from "./en/organizations.json" with { type: "json" };

addTexts("organizations", texts);
