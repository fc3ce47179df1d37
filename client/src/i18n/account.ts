import { addTexts } from "./add-texts.js";
import texts from "./en/account.json" with { type: "json" };

addTexts("account", texts);
