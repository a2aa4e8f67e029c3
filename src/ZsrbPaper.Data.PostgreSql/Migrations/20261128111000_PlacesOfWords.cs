using System;
using System.Collections;
using Microsoft.EntityFrameworkCore.Migrations;
using ZsrbPaper.Core.Searching;

#nullable disable

namespace ZsrbPaper.Data.PostgreSql.Migrations
{
    /// <summary>PostgreSQL tells by itself where letters and digits stand as whole words: no text is fetched to see that 2月 is in it only as a part of 12月.</summary>
    public partial class PlacesOfWords : Migration
    {
        private const int FirstIdeograph = 0x2E80;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            $$"""
            CREATE FUNCTION search_is_of_word(text bytea, place integer) RETURNS boolean
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 10 AS $$
                DECLARE
                    letters CONSTANT bytea := '\x{{Letters()}}';
                    letter integer;
                BEGIN
                    IF place < 1 OR place >= length(text) THEN RETURN false; END IF;
                    letter := get_byte(text, place - 1) * 256 + get_byte(text, place);
                    RETURN letter < {{FirstIdeograph}} AND get_bit(letters, letter) = 1;
                END
            $$;
            CREATE FUNCTION search_word_at_even(text bytea, piece bytea) RETURNS integer
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 100 AS $$
                DECLARE
                    begins CONSTANT boolean := search_is_of_word(piece, 1);
                    ends CONSTANT boolean := search_is_of_word(piece, length(piece) - 1);
                    place integer := position(piece IN text);
                    further integer;
                BEGIN
                    WHILE place > 0 AND (place % 2 = 0
                        OR (begins AND search_is_of_word(text, place - 2))
                        OR (ends AND search_is_of_word(text, place + length(piece)))) LOOP
                        further := position(piece IN substring(text FROM place + 1));
                        place := CASE WHEN further = 0 THEN 0 ELSE place + further END;
                    END LOOP;
                    RETURN place;
                END
            $$;
            CREATE FUNCTION search_word_at(text bytea, piece bytea) RETURNS integer
            LANGUAGE sql IMMUTABLE PARALLEL RESTRICTED AS $$
                SELECT CASE position(piece IN text) WHEN 0 THEN 0 ELSE search_word_at_even(text, piece) END
            $$;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP FUNCTION search_word_at(bytea, bytea);
            DROP FUNCTION search_word_at_even(bytea, bytea);
            DROP FUNCTION search_is_of_word(bytea, integer);
            """);

        /// <summary>A bit for each character before the first ideograph: whether it is a letter or a digit.</summary>
        private static string Letters()
        {
            var bits = new BitArray(FirstIdeograph);
            for (var c = 0; c < FirstIdeograph; c++)
            {
                bits[c] = SearchText.IsWordCharacter((char)c);
            }

            var bytes = new byte[FirstIdeograph / 8];
            bits.CopyTo(bytes, 0);
            return Convert.ToHexString(bytes);
        }
    }
}
