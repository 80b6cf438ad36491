-- What the policies of row_security.py ask. The functions run with the rights of the tables' owner, whom no policy
-- holds up; in PL/pgSQL, because a function of that kind keeps its plan from one statement to the next. Statements are
-- apart by empty lines; $rules stands for (action, role, scope) as the program's permission table has them, $beside for
-- (what, action): which actions give what beside the table.

CREATE OR REPLACE FUNCTION talent_today() RETURNS date LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
RETURN coalesce(nullif(current_setting('talent.today', true), '')::date, current_date);
END $body$

CREATE OR REPLACE FUNCTION talent_gives(beside text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
-- Whether what is being done gives this beside what the table gives.
RETURN EXISTS (
    SELECT FROM (VALUES $beside) AS rule(what, action)
    WHERE rule.what = beside AND rule.action = current_setting('talent.action', true)
);
END $body$

CREATE OR REPLACE FUNCTION talent_account() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$ BEGIN
-- The account that is acted for, while it may sign in.
RETURN (
    -- No join: a statement for which nested loops are off would have it read every account.
    SELECT account.id FROM account WHERE account.id = current_setting('talent.account', true) AND account.active
    AND coalesce((SELECT left_on FROM person WHERE person.id = account.person_id) > talent_today(), true)
);
END $body$

CREATE OR REPLACE FUNCTION talent_me() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$ BEGIN
RETURN (SELECT person_id FROM account WHERE id = talent_account());
END $body$

CREATE OR REPLACE FUNCTION talent_line() RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$ BEGIN
RETURN QUERY SELECT person_id::text FROM reporting_line
    WHERE manager_id = talent_me() AND since <= talent_today() AND (until IS NULL OR until > talent_today());
END $body$

CREATE OR REPLACE FUNCTION talent_roles() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$ BEGIN
RETURN (
    SELECT array_agg(role) FROM (
        SELECT json_array_elements_text(roles) AS role FROM account WHERE id = talent_account()
        UNION SELECT 'individual' WHERE talent_me() IS NOT NULL
        UNION SELECT 'manager' WHERE EXISTS (SELECT talent_line())
    ) AS held
);
END $body$

CREATE OR REPLACE FUNCTION talent_cases() RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$
DECLARE
    mine text := talent_account();
    roles text[] := talent_roles();
BEGIN
-- About whom a panel on which the account sits has to decide.
RETURN QUERY SELECT membership.person_id::text FROM membership
    JOIN pool_case ON pool_case.membership_id = membership.id AND pool_case.closed_at IS NULL
    JOIN pool_seat ON pool_seat.case_id = pool_case.id AND pool_seat.status = 'sitting'
    WHERE pool_seat.account_id = mine AND 'panel' = ANY (roles);
END $body$

CREATE OR REPLACE FUNCTION talent_appeals() RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$
DECLARE
    mine text := talent_account();
    roles text[] := talent_roles();
BEGIN
-- Whose appeal waits for the account, as somebody's manager.
RETURN QUERY SELECT membership.person_id::text FROM membership
    JOIN pool_appeal ON pool_appeal.membership_id = membership.id AND pool_appeal.outcome = ''
    WHERE pool_appeal.hearer_id = mine AND 'manager' = ANY (roles)
    AND (pool_appeal.level <> 'manager' OR membership.person_id IN (SELECT talent_line()));
END $body$

CREATE OR REPLACE FUNCTION talent_scopes() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$
DECLARE
    roles text[] := talent_roles();
BEGIN
-- What the action gives the roles of the account; nothing where it gives them nothing.
RETURN (
    SELECT array_agg(DISTINCT rule.scope) FROM (VALUES $rules) AS rule(action, role, scope)
    WHERE rule.action = current_setting('talent.action', true) AND rule.role = ANY (roles)
);
END $body$

CREATE OR REPLACE FUNCTION talent_acts() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
RETURN talent_scopes() IS NOT NULL;
END $body$

CREATE OR REPLACE FUNCTION talent_everybody() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
-- Everybody but oneself: on one's own record only what the individual's row gives counts.
RETURN coalesce('org' = ANY (talent_scopes()), false);
END $body$

CREATE OR REPLACE FUNCTION talent_reached() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$
DECLARE
    scopes text[] := talent_scopes();
    me text := talent_me();
BEGIN
RETURN (
    SELECT coalesce(array_agg(DISTINCT one.id), '{}') FROM (
        SELECT me AS id WHERE 'own' = ANY (scopes)
        UNION ALL SELECT id FROM talent_line() AS id WHERE 'line' = ANY (scopes) AND id IS DISTINCT FROM me
        UNION ALL SELECT id FROM talent_cases() AS id WHERE 'case' = ANY (scopes) AND id IS DISTINCT FROM me
        UNION ALL SELECT id FROM talent_appeals() AS id WHERE 'appeal' = ANY (scopes) AND id IS DISTINCT FROM me
    ) AS one
);
END $body$

CREATE OR REPLACE FUNCTION talent_plans() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
-- Whether the account plans for posts at all.
RETURN coalesce(talent_scopes() && ARRAY['line', 'org'], false);
END $body$

CREATE OR REPLACE FUNCTION talent_posts() RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$
DECLARE
    everybody boolean := talent_everybody();
    reached text[] := talent_reached();
    plans boolean := talent_plans();
    mine text := (SELECT nullif(unit, '') FROM person WHERE id = talent_me());
BEGIN
-- All posts, or those of the unit that one manages in and of those who report to one.
RETURN QUERY SELECT post.id::text FROM post WHERE everybody OR plans AND (holder_id = ANY (reached) OR unit = mine);
END $body$

CREATE OR REPLACE FUNCTION talent_planned_for() RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$
DECLARE
    mine text := (SELECT nullif(unit, '') FROM person WHERE id = talent_me());
BEGIN
-- Whom a manager meets in planning for the posts of the unit: who is in it, holds one, covers one, is named for one.
IF talent_everybody() OR NOT talent_plans() OR NOT talent_gives('unit') THEN RETURN; END IF;
RETURN QUERY SELECT person.id::text FROM person WHERE unit = mine
    UNION SELECT person_id FROM post_candidate WHERE post_id IN (SELECT talent_posts())
    UNION SELECT person_id FROM post_acting WHERE post_id IN (SELECT talent_posts())
    UNION SELECT holder_id FROM post WHERE post.id IN (SELECT talent_posts());
END $body$

CREATE OR REPLACE FUNCTION talent_keeps_accounts() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
RETURN talent_gives('accounts') AND talent_acts();
END $body$

CREATE OR REPLACE FUNCTION talent_deletes() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
RETURN talent_gives('deleting') AND talent_acts();
END $body$

CREATE OR REPLACE FUNCTION talent_verifies() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
RETURN talent_gives('chain') AND talent_acts();
END $body$

CREATE OR REPLACE FUNCTION talent_counts() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
-- Whether equality answers are counted, or are part of what is copied or deleted for the person.
RETURN talent_everybody() AND talent_gives('equality');
END $body$

CREATE OR REPLACE FUNCTION talent_count(of text) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$
DECLARE
    counted bigint;
BEGIN
-- How many records there are, for whoever sees no more of them than that; that there are accounts, and how many have a
-- password, anybody may know.
IF of NOT IN ('account', 'credential') AND NOT (talent_gives('counts') AND talent_acts()) THEN RETURN NULL; END IF;
EXECUTE 'SELECT count(*) FROM ' || quote_ident(of) INTO counted;
RETURN counted;
END $body$

CREATE OR REPLACE FUNCTION talent_first() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$ BEGIN
-- Whether the very first account is being opened.
RETURN talent_gives('first') AND talent_count('account') = 0;
END $body$

CREATE OR REPLACE FUNCTION talent_sought() RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$ BEGIN
-- Whoever signs in finds the account that they name, and no other.
IF NOT talent_gives('sign_in') THEN RETURN; END IF;
RETURN QUERY SELECT account.id::text FROM account LEFT JOIN person ON person.id = account.person_id
    WHERE current_setting('talent.account', true) IN (account.name, person.reference, account.os_user);
END $body$

CREATE OR REPLACE FUNCTION talent_sought_person() RETURNS SETOF text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path FROM CURRENT AS $body$ BEGIN
RETURN QUERY SELECT person_id::text FROM account WHERE id IN (SELECT talent_sought());
END $body$
