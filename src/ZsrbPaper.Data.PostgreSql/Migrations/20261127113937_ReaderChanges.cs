using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ZsrbPaper.Data.PostgreSql.Migrations
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
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Newspaper = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    Date = table.Column<DateOnly>(type: "date", nullable: true),
                    Transaction = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReaderChanges", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Editions_ReleaseAt",
                table: "Editions",
                column: "ReleaseAt");

            migrationBuilder.CreateIndex(
                name: "IX_ReaderChanges_Transaction",
                table: "ReaderChanges",
                column: "Transaction");
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
