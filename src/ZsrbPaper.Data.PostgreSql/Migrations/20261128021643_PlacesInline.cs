using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ZsrbPaper.Data.PostgreSql.Migrations
{
    /// <summary>
    /// Texts that do not have what is looked for are told by PostgreSQL itself: to call a function for each takes twice as long. The body in SQL is put in the
    /// place of the call.
    /// </summary>
    public partial class PlacesInline : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            ALTER FUNCTION search_at(bytea, bytea) RENAME TO search_at_even;
            CREATE FUNCTION search_at(text bytea, piece bytea) RETURNS integer
            LANGUAGE sql IMMUTABLE PARALLEL RESTRICTED AS $$
                SELECT CASE position(piece IN text) WHEN 0 THEN 0 ELSE search_at_even(text, piece) END
            $$;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP FUNCTION search_at(bytea, bytea);
            ALTER FUNCTION search_at_even(bytea, bytea) RENAME TO search_at;
            """);
    }
}
