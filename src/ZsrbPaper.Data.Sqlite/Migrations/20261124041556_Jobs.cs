using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.Sqlite.Migrations
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
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsReplacement",
                table: "PageJobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Reason",
                table: "PageJobs",
                type: "TEXT",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Stage",
                table: "PageJobs",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "StageDone",
                table: "PageJobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "StageTotal",
                table: "PageJobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "PackageJobs",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    NewspaperId = table.Column<int>(type: "INTEGER", nullable: false),
                    Date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Problems = table.Column<string>(type: "TEXT", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Extension = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Stage = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    StageDone = table.Column<int>(type: "INTEGER", nullable: false),
                    StageTotal = table.Column<int>(type: "INTEGER", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_PageJobs_EditionId",
                table: "PageJobs",
                column: "EditionId");
        }
    }
}
