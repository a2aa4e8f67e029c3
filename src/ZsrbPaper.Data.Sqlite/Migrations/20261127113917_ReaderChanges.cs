using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ReaderChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ReaderChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Newspaper = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    Date = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReaderChanges", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Editions_ReleaseAt",
                table: "Editions",
                column: "ReleaseAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReaderChanges");

            migrationBuilder.DropIndex(
                name: "IX_Editions_ReleaseAt",
                table: "Editions");
        }
    }
}
