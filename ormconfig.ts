import { readConfig } from "./src/shared/config.js";
import { createDataSource } from "./src/shared/database/data-source.js";

/** The one DataSource, as the TypeORM command line wants it: the owner's, for looking at and writing migrations. */
export default createDataSource({
  url: readConfig().ownerDatabaseUrl ?? "",
  poolMax: 2,
  applicationName: "tributary typeorm",
});
