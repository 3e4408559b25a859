import { VisuallyHidden } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** The new page has its title by then. */
const settleMs = 300;

/** Says the title of a page to screen readers when it is opened, which a browser does only when it loads a document. */
export function RouteAnnouncer() {
  const { pathname } = useLocation();
  const [opened, setOpened] = useState({ pathname, title: '' });
  useEffect(() => {
    const timer = setTimeout(
      () => setOpened((before) => (before.pathname === pathname ? before : { pathname, title: document.title })),
      settleMs,
    );
    return () => clearTimeout(timer);
  }, [pathname]);
  return <VisuallyHidden aria-live="assertive">{opened.title}</VisuallyHidden>;
}
