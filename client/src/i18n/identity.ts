import { addTexts } from "./add-texts.js";
import texts from "./en/identity.json" with { type: "json" };

addTexts("identity", texts);
