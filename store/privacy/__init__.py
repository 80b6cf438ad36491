"""Privacy duties: notice, access, rectifying, erasing, retention, complaints."""
