import { Column, Entity, PrimaryColumn } from "typeorm";

/** A choice made once for the whole installation, such as the tenancy mode. */
@Entity("platform_setting")
export class PlatformSetting {
  @PrimaryColumn("text") key!: string;
  @Column("jsonb") value!: unknown;
}
