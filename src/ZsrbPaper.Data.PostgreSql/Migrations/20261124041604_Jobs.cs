using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ZsrbPaper.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Jobs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A file of an edition is one job from now on, and problems are no longer plain text.
            migrationBuilder.Sql("""DELETE FROM "PageJobs" WHERE "Id" NOT IN (SELECT MIN("Id") FROM "PageJobs" GROUP BY "EditionId", "Hash")""");
            migrationBuilder.Sql("""UPDATE "PageJobs" SET "Problem" = NULL""");

            migrationBuilder.DropIndex(
                name: "IX_PageJobs_EditionId",
                table: "PageJobs");

            migrationBuilder.DropColumn(
                name: "BaseVersion",
                table: "ReleasedChanges");

            migrationBuilder.AddColumn<string>(
                name: "Basis",
                table: "ReleasedChanges",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Problem",
                table: "PageJobs",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "character varying(1000)",
                oldMaxLength: 1000,
                oldNullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsReplacement",
                table: "PageJobs",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Reason",
                table: "PageJobs",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Stage",
                table: "PageJobs",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "StageDone",
                table: "PageJobs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "StageTotal",
                table: "PageJobs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "PackageJobs",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    NewspaperId = table.Column<int>(type: "integer", nullable: false),
                    Date = table.Column<DateOnly>(type: "date", nullable: true),
                    Problems = table.Column<string>(type: "text", nullable: false),
                    FileName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Extension = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Stage = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    StageDone = table.Column<int>(type: "integer", nullable: false),
                    StageTotal = table.Column<int>(type: "integer", nullable: false),
                    Problem = table.Column<string>(type: "text", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    CreatedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PackageJobs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PackageJobs_Newspapers_NewspaperId",
                        column: x => x.NewspaperId,
                        principalTable: "Newspapers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PageJobs_EditionId_Hash",
                table: "PageJobs",
                columns: new[] { "EditionId", "Hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PackageJobs_NewspaperId_Hash",
                table: "PackageJobs",
                columns: new[] { "NewspaperId", "Hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PackageJobs_State_LeaseUntil",
                table: "PackageJobs",
                columns: new[] { "State", "LeaseUntil" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PackageJobs");

            migrationBuilder.DropIndex(
                name: "IX_PageJobs_EditionId_Hash",
                table: "PageJobs");

            migrationBuilder.DropColumn(
                name: "Basis",
                table: "ReleasedChanges");

            migrationBuilder.DropColumn(
                name: "IsReplacement",
                table: "PageJobs");

            migrationBuilder.DropColumn(
                name: "Reason",
                table: "PageJobs");

            migrationBuilder.DropColumn(
                name: "Stage",
                table: "PageJobs");

            migrationBuilder.DropColumn(
                name: "StageDone",
                table: "PageJobs");

            migrationBuilder.DropColumn(
                name: "StageTotal",
                table: "PageJobs");

            migrationBuilder.AddColumn<int>(
                name: "BaseVersion",
                table: "ReleasedChanges",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AlterColumn<string>(
                name: "Problem",
                table: "PageJobs",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_PageJobs_EditionId",
                table: "PageJobs",
                column: "EditionId");
        }
    }
}
